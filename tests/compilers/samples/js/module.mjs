// A module: strict, with names that only it has.
import { basename } from "node:path";
import * as path from "node:path";
import def, { sep as separator } from "node:path";
export const value = 1; export let counter = 0; export function bump() { return ++counter; }
export default class Shape { static kind = new.target; area() { return 0; } }
export { value as renamed, path as "a name" }; export * from "node:querystring";
const log = console.log;
log(import.meta.url.startsWith("file:"), typeof import.meta.resolve, basename("/a/b"), separator === def.sep);
log(await Promise.resolve("top-level await"), this === undefined, Shape.name);
for await (const x of [1, 2]) log(x);
const { join } = await import("node:path"); log(join("a", "b"));
const anonymous = { default: () => 0 }; log(anonymous.default.name);
function unused() { log("never"); } class Unused { static { log("a static block runs"); } static x = log("so does a field"); }
const sideEffect = log("an unused constant"); let { a } = { get a() { log("getter"); return 1; } };
try { undeclared = 1; } catch (error) { log(error.name); }
try { Object.freeze(anonymous).x = 1; } catch (error) { log(error.name); }
label: { log("in"); break label; }
class Late extends (await Promise.resolve(Object)) { } log(Late.name, new Late() instanceof Object);
log((function () { return typeof this; })(), (() => typeof this)(), typeof arguments, typeof require);
export const arrow = () => arrow.name; log(arrow(), (() => { }).name === "", (class { }).name === "");
if (globalThis.never) { const lazy = await import("node:fs"); log(lazy); }
import * as self from "./module.mjs"; log(Object.keys(self).filter((it) => it.length > 5 || it === "a name").sort().join());
bump(); log(self.counter, self.renamed, self.default === Shape);
