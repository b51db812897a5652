// A CommonJS module, which may return, and whose exports others find by their text.
const { basename } = require("path");
exports.first = 1; exports.second = function second() { return this === exports; };
exports["third"] = () => typeof module;
console.log(basename(__filename).length > 0, typeof __dirname, this === exports, exports.third(), arguments.length);
console.log(exports.second(), exports.second.name, require.main === module, Object.keys(exports).join());
(function (root, factory) { if (typeof define === "function" && define.amd) define([], factory); else if (typeof module === "object" && module.exports) module.exports = Object.assign(factory(), exports); else root.Lib = factory(); })(this, function () { "use strict"; function Inner() { } return { Inner, name: Inner.name }; });
console.log(module.exports.name, Object.keys(module.exports).join());
var undeclaredBefore = typeof sloppy; sloppy = 1; console.log(undeclaredBefore, delete globalThis.sloppy);
if (module.exports.name) return;
console.log("never");
