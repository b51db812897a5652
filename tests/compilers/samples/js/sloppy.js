// A script: what strict mode would forbid. Each line prints what a minifier may break.
const log = (...them) => console.log(...them.map((it) => typeof it === "symbol" ? String(it) : it));
const attempt = (name, f) => { try { log(name, f()); } catch (error) { log(name, error.name); } };

// A directive is one where it stands, and nowhere else.
attempt("arrow", () => (() => { "use strict"; return (function () { return this === undefined; })(); })());
attempt("arrow called at once", () => { (() => { "use strict"; undeclared1 = 1; })(); return typeof undeclared1; });
attempt("arrow with a value", () => { (() => { "use strict"; return void (undeclared2 = 1); })(); });
attempt("function called at once", () => { (function () { "use strict"; undeclared3 = 1; })(); });
attempt("async called at once", () => { (async () => { "use strict"; undeclared4 = 1; })().catch((e) => log("late", e.name)); });
(() => { "use strict"; try { undeclared5 = 1; log("sloppy"); } catch (error) { log("strict", error.name); } })();
!function () { "use strict"; log("this", this === undefined); }();
attempt("no directive", () => { ("use strict"); undeclared6 = 1; return undeclared6; });
attempt("no directive either", () => { "use " + "strict"; undeclared7 = 1; return undeclared7; });
attempt("concatenated", function () { const a = 1; "use strict"; undeclared8 = 1; return undeclared8 + a; });
attempt("method", () => ({ m() { "use strict"; return this; } }).m.call(1) === 1);

// `delete` of what is no reference.
attempt("delete", () => { const o = { a: 1, get b() { log("read"); return 1; } }; return [delete o.a, delete o.b, delete (0, o.a), "a" in o, "b" in o].join(); });
attempt("delete sequence", () => { const o = { a: 1 }; delete (0, o.a); return "a" in o; });
attempt("delete conditional", () => { const o = { a: 1 }; delete (true ? o.a : 0); return "a" in o; });
attempt("delete logical", () => { const o = { a: 1 }; delete (o && o.a); delete (null ?? o.a); delete (false || o.a); return "a" in o; });
attempt("delete optional", () => { const o = { a: { b: 1 } }; const is = delete o?.a?.b; return [is, "b" in o.a].join(); });
attempt("delete name", () => { globalThis.gone = 1; const is = delete gone; return [is, typeof gone].join(); });
attempt("delete variable", () => { var a = 1; return [delete a, a].join(); });
attempt("delete call", () => delete (() => log("called"))());
attempt("call without this", () => { const o = { f() { return this === o; } }; return [(0, o.f)(), (true && o.f)(), (o.f)(), (true ? o.f : 0)()].join(); });

// `with`, whose names may be properties.
attempt("with", () => { const name = 1, o = { name: 2 }; with (o) { return name; } });
attempt("with writes", () => { let counter = 1; const o = { counter: 5 }; with (o) { counter++; } return [counter, o.counter].join(); });
attempt("with nested", () => { function inner(o, value) { with (o) { return (() => value)(); } } return [inner({ value: 3 }, 4), inner({}, 4), inner({ e: 9, t: 9, n: 9, r: 9 }, 4)].join(); });
attempt("with var", () => { const o = { x: 1 }; with (o) { var x = 2; } return [x, o.x].join(); });
attempt("with constant", () => { const limit = 10; const o = { get limit() { return 20; } }; with (o) { return limit + limit; } });
attempt("with unscopables", () => { const o = { a: 1, [Symbol.unscopables]: { a: true } }; var a = 2; with (o) { return a; } });

// Direct `eval`, which sees all names.
attempt("eval", () => { const local = 1; let other = 2; return eval("local + other"); });
attempt("eval var", () => { eval("var made = 3"); return made; });
attempt("eval in a function", () => { function inner(argument) { const hidden = 7; return (() => eval("argument + hidden"))(); } return inner(1); });
attempt("eval unused", () => { function unused() { return 5; } class Unused {} return eval("unused() + typeof Unused"); });
attempt("eval assigned", () => { const constant = 1; let value = constant; eval("value = 9"); return value; });
attempt("indirect eval", () => { const local = 1; return (0, eval)("typeof local"); });
attempt("new Function", () => new Function("a", "return typeof local + a")(1));
attempt("eval optional", () => { const local = 1; return eval?.("typeof local"); });

// `arguments`, which are the parameters in sloppy functions.
attempt("arguments", () => { function f(a) { arguments[0] = 2; return a; } return f(1); });
attempt("arguments back", () => { function f(a) { a = 2; return arguments[0]; } return f(1); });
attempt("arguments strict", () => { function f(a) { "use strict"; a = 2; return arguments[0]; } return f(1); });
attempt("arguments default", () => { function f(a, b = 1) { a = 2; return arguments[0] + "," + arguments.length; } return f(1); });
attempt("arguments in arrows", function () { return (() => arguments.length)(1, 2); });
attempt("callee", () => { const f = function () { return arguments.callee === f; }; return f(); });
attempt("length", () => [((a, b) => 0).length, (function (a, b = 1, ...c) {}).length, ((...a) => 0).length].join());
attempt("unused parameters", () => { function f(a, b, c) { return a; } return f.length; });

// Names.
attempt("names", () => { function outer() { } const arrow = () => 0; class Named { } const Anonymous = class { }; const f = function named() { }; return [outer.name, arrow.name, Named.name, Anonymous.name, f.name].join(); });
attempt("names of values", () => { let a = 1; const o = { arrow: () => 0, method() { }, ["comp" + a]: () => 0, get g() { return 1; } }; return [o.arrow.name, o.method.name, o.comp1.name, Object.getOwnPropertyDescriptor(o, "g").get.name].join(); });
attempt("names of defaults", () => { const { a = () => 0, b = class { } } = {}; let c; c = () => 0; let d; d ??= () => 0; return [a.name, b.name, c.name, d.name].join(); });
attempt("static name", () => { class A { static name = "mine"; } class B { static name() { } } return [A.name, typeof B.name].join(); });
attempt("constructor", () => { class Widget { constructor() { this.kind = this.constructor.name; } } class Button extends Widget { } return new Button().kind; });
attempt("new.target", () => { function F() { return { target: new.target && new.target.name }; } class G extends F { } return [new F().target, F().target, new G().target].join(); });
attempt("recursive", () => { const f = function g(n) { return n ? g(n - 1) + 1 : typeof g; }; return f(2); });

// Side effects.
attempt("getter", () => { const o = { get a() { log("got"); return 1; } }; o.a; o.a, 1; void o.a; return 2; });
attempt("getter of null", () => { const o = null; o.a; return 1; });
attempt("undeclared", () => { nowhere; return 1; });
attempt("typeof", () => { typeof nowhere; return typeof nowhere; });
attempt("conversion", () => { const o = { valueOf() { log("valueOf"); return 1; }, toString() { log("toString"); return "s"; } }; +o; `${o}`; o + ""; o == 1; return o > 0; });
attempt("symbol", () => { `${Symbol("a")}`; return 1; });
attempt("bigint", () => { 1n + 1; return 1; });
attempt("in", () => { "a" in 1; return 1; });
attempt("instanceof", () => { ({}) instanceof 1; return 1; });
attempt("zone", () => { if (true) { later; let later = 1; } return 1; });
attempt("zone of a class", () => { const make = () => new Late(); try { make(); } catch (e) { log(e.name); } class Late { } return make() instanceof Late; });
attempt("constant", () => { const c = 1; c = 2; return c; });
attempt("proxy", () => { const p = new Proxy({}, { get: (_, k) => (log("get", k), 1), has: (_, k) => (log("has", k), true), deleteProperty: (_, k) => (log("del", k), true) }); p.a; "b" in p; delete p.c; return 1; });
attempt("destructuring", () => { const { a } = { get a() { log("a"); } }; const [] = { [Symbol.iterator]() { log("iterate"); return { next: () => ({ done: true }) }; } }; return 1; });
attempt("destructuring null", () => { const { } = null; return 1; });
attempt("iterator", () => { const g = function* () { try { yield 1; yield 2; } finally { log("finally"); } }; const [a] = g(); for (const b of g()) { break; } return a; });
attempt("spread", () => { [...{ [Symbol.iterator]: function* () { log("spread"); } }]; return Math.max(...[1, 2]); });
attempt("extends", () => { class A extends (log("heritage"), Object) { static { log("block"); } static a = log("static"); [(log("key"), "k")] = 1; } return 1; });
attempt("template", () => { const tag = (s, ...v) => s.raw.join("|") + v + (s === tag.last) + (tag.last = s, ""); const f = () => tag`a\n${1}b`; return f() + f(); });
attempt("throwing", () => { try { throw 1; } finally { return 2; } });
attempt("catch", () => { try { throw 1; } catch { } try { throw { a: 1 }; } catch ({ a }) { return a; } });

// Statements.
attempt("labels", () => { let s = ""; outer: for (let i = 0; i < 3; i++) { inner: for (let j = 0; j < 3; j++) { if (j === 1) continue outer; if (i === 2) break outer; s += i + "" + j; } } block: { s += "x"; if (s) break block; s += "y"; } return s; });
attempt("label unused", () => { a: b: for (; ;) { break a; } c: { } return 1; });
attempt("switch", () => { const f = (x) => { let s = ""; switch (x) { case 1: s += 1; case 2: s += 2; break; default: s += "d"; case 3: s += 3; } return s; }; return [1, 2, 3, 4].map(f).join(); });
attempt("loops", () => { const fs = []; for (let i = 0; i < 3; i++) fs.push(() => i); for (var j = 0; j < 3; j++) fs.push(() => j); return fs.map((f) => f()).join(); });
attempt("hoisting", () => { const s = typeof later + typeof block; { function block() { } } var later = 1; function later() { } return s + typeof block + typeof later; });
attempt("block function", () => { if (true) { function f() { return 1; } } else { function f() { return 2; } } return f(); });
attempt("dangling", () => { const f = (a, b) => { if (a) { if (b) return 1; } else return 2; return 3; }; return [f(1, 1), f(1, 0), f(0, 0)].join(); });
attempt("dangling loop", () => { let s = ""; for (const a of [0, 1]) { if (a) for (const b of [0, 1]) { if (b) s += "x"; } else s += "y"; } return s; });
attempt("lexical if", () => { if (1) { let a = 1; log(a); } else { class B { } } do { const c = 2; log(c); } while (0); return 1; });
attempt("for in", () => { var s = ""; for (var k in { a: 1, b: 2 }) s += k; for (k = ("x" in { x: 1 }) ? 1 : 0; k < 2; k++) s += k; return s; });
attempt("for of async", () => { var async = [1]; let s = 0; for ((async) of [5]) s += async; return s; });
attempt("let as a name", () => { var let_ = 1, yield_ = 2; var let = 3; var yield = 4; var static = 5; var await = 6; return let_ + yield_ + let + yield + static + await; });
attempt("with let in for", () => { var let = [1]; for ((let)[0] = 0; let[0] < 2; let[0]++); return let[0]; });
attempt("debugger", () => { debugger; return 1; });
attempt("html comments", () => { var a = 1; <!-- a = 2
    return a;
});
attempt("asi", () => {
    var a = 1
    var b = a
    ++b
    var f = function () { return 3 }
    ;[1].forEach(() => log("asi"))
    ;(() => log("asi too"))()
    return a + b
})
attempt("return alone", () => { return
    1; });
attempt("regex", () => { var i = 1, g = 1, a = 4; var b = a / 2 / g; var c = a
/ 2 / g; return [b, c, /[/]\/(?<n>x)/.exec("//x") ? 1 : 0, /a/.source, a++ / 2, (1) / 2, `${1}` / 2].join(); });
attempt("signs", () => { var a = 1, b = 2; return [a + +b, a - -b, a + ++b, a - --b, a-- - b, - -a, + +a, !(- -a), a+ + +b, typeof -a, (-a) ** 2].join(); });
attempt("less than bang", () => { var a = 3, b = 1; return [a < !--b, a-- > b].join(); });
attempt("numbers", () => [0.1 + 0.2, 1e21, 1e-7, 0x10, 0b11, 0o17, 017, 08, 1_000, 10 .toString(), 1..toFixed(1), 1.5.toFixed(1), 5e-324, 1e1000, -0 === 0 ? 1 / -0 : 0, 0xffffffffff, 123456789012345680000, 1 / 3, 1000000, 0.00001].join());
attempt("octal escapes", () => ["\101", "\0", "\08", "\7x", "\x41\u{41}\u0041"].join() + "\
continued");
attempt("strings", () => ["</script>", "<!--", "\u2028\u2029", "\ud800", "'\"`", "${a}", `\${a}`, "\v\f\b\0" + "1", "\r\n", `a
b`].map((s) => JSON.stringify(s)).join());
attempt("script in a template", () => `</script>` + String.raw`<\/script>` + /<\/script>/.source);
attempt("integers", () => [1 << 31, 1 >>> 0, -1 >>> 0, 5 % -3, -5 % 3, 2 ** 53 + 1, ~~-1.5, 0 * -1 === 0, NaN !== NaN].join());
attempt("bigints", () => [2n ** 64n, -1n >> 1n, BigInt.asUintN(8, 257n), 0x1Fn, 1n == 1, 1n < 2].join());
attempt("conversions", () => [[] + {}, [] == false, null == undefined, null == 0, "b" + "a" + +"a" + "a", [1, 2] + [3], +[], +{}, +"", +" 1 ", "5" * "2", "5" + 2, 1 + null, 1 + undefined, [..."a\ud83d\ude00"].length, typeof null, void 0].join());
attempt("undefined", () => { const f = (undefined) => undefined; return [f(1), (function (NaN, Infinity) { return NaN + Infinity; })(1, 2)].join(); });
attempt("object", () => { const o = { __proto__: { a: 1 }, "b": 2, 3: 3, ["__proto__"]: 4, c: { __proto__: null } }; return [o.a, Object.keys(o).join(""), Object.getPrototypeOf(o.c)].join(); });
attempt("quoted proto", () => { const __proto__ = 5; return [Object.keys({ __proto__ }).length, Object.keys({ "__proto__": {} }).length, Object.keys({ ["__proto__"]: {} }).length].join(); });
attempt("order of keys", () => Object.keys({ b: 1, a: 2, 1: 3, 0: 4, "-1": 5, "01": 6 }).join());
attempt("duplicate keys", () => JSON.stringify({ a: 1, get b() { return 2; }, a: 3, b: 4 }));
attempt("optional chain", () => { const o = { f() { return this === o; }, n: null }; return [o?.f(), (o?.f)(), o.n?.a.b.c, o.n?.[log("never")], (o.n?.a)?.b, o.x?.(log("never"))].join(); });
attempt("nullish", () => { let a = null, b = 0; a ??= 1; b ||= 2; b &&= 3; return [a, b, (null ?? false) || 4, null ?? (0 || 5)].join(); });
attempt("super", () => { class A { f() { return "A"; } static s() { return "s"; } get g() { return "g"; } } class B extends A { f() { return (() => super.f())() + super.g; } static s() { return super.s(); } } const o = { __proto__: { m() { return "m"; } }, m() { return super.m(); } }; return new B().f() + B.s() + o.m(); });
attempt("private", () => { class A { #a = 1; static #s = 2; get #g() { return 3; } #m() { return 4; } all(o) { return [this.#a, A.#s, this.#g, this.#m(), #a in o, #a in this].join(); } } return new A().all({}); });
attempt("accessors", () => { let s = ""; class A { static get a() { return 1; } static set a(v) { s += v; } } A.a = A.a + 1; A.a += 5; return s; });
attempt("fields", () => { class A { a = this; b = () => this.a === this; "c d" = 1; static { this.e = 1; } static async *f() { } } const it = new A(); return [it.b(), it["c d"], A.e, it.constructor === A].join(); });
attempt("generators", () => { function* g() { const x = yield 1; log(x); return yield* [2, 3]; } const it = g(); return JSON.stringify([it.next(), it.next("sent"), it.next(), it.next()]); });
attempt("comma", () => { let a = 0; const b = (a++, a++, a); for (a = 0, a++; a < 3; a++, a++); return [a, b].join(); });
attempt("conditional", () => { const f = (a) => a ? a > 1 ? "x" : "y" : a === 0 ? "z" : void 0; return [f(2), f(1), f(0), f(null)].join(); });
attempt("equal branches", () => { const f = (a) => { if (log("cond"), a) { return 1; } else { return 1; } }; return f(0); });
attempt("dead code", () => { if (false) { var dead = 1; } return typeof dead + (() => { return 1; var x; function y() { } })(); });
attempt("dead throw", () => { function f() { throw new Error("x"); return 1; } try { f(); } catch (e) { return e.message; } });
attempt("error stack names", () => { function thrower() { try { null.x; } catch (e) { return e.constructor.name; } } return thrower(); });
attempt("to string of natives", () => String(Math.max));
attempt("pure annotation", () => { /* @__PURE__ */ log("called all the same"); return 1; });
attempt("pure new", () => { const a = /* #__PURE__ */ new (class { constructor() { log("made"); } })(); return 1; });
var topLevel = 1; function topFunction() { return typeof topLevel; } class TopClass { } let topLet = 2;
log(globalThis.topLevel, typeof globalThis.topFunction, this === globalThis || typeof module, topFunction.name, TopClass.name, topLet);
log(typeof unusedLater, (function () { return typeof this; })()); var unusedLater;
Promise.resolve().then(async () => { for await (const x of [1, Promise.resolve(2)]) log("async", x); try { await Promise.reject(new Error("no")); } catch (e) { log(e.message); } });
