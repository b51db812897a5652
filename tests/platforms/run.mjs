// Runs the application as WebAssembly: `node run.mjs APPLICATION`. Ends with its exit code.
import { readFile } from "node:fs/promises";
import { WASI } from "node:wasi";

const module = await WebAssembly.compile(await readFile(process.argv[2]));
if (WebAssembly.Module.imports(module).length > 0) {
    const wasi = new WASI({ version: "preview1" });
    process.exitCode = wasi.start(await WebAssembly.instantiate(module, wasi.getImportObject()));
} else {
    const { exports } = await WebAssembly.instantiate(module);
    process.exitCode = exports.main(0, 0);
}
