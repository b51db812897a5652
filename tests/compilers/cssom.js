// Compares style sheets, `input` as a list of [name, before, after], rule by rule.

// A value with `var()` and its like is text until it is used: white space in it is kept.
const substituted = /(var|env|attr|if|inherit|--[\w-]+)\(/i;
const loose = (text) => text
    .replace(/\/\*.*?\*\//gs, "")
    .replace(/\s+/g, " ")
    .replace(/ ?([,()\[\]]) ?/g, "$1")
    .replace(/(^|[^\d.])0+\./g, "$1.");
const value = (name, text) =>
    !name.startsWith("--") && substituted.test(text) ? loose(text) : text;

function lines(rule, depth, out) {
    let head = depth + " " + rule.constructor.name;
    for (const key in rule) {
        if (key !== "cssText" && ["string", "number", "boolean"].includes(typeof rule[key])) {
            // Conditions are kept as text too, and so is what `:is()` forgives.
            const text = String(rule[key]);
            head += ` ${key}=${/condition|supports|container|selector/i.test(key) ? loose(text) : text}`;
        }
    }
    out.push(head);
    for (let at = 0; at < (rule.style?.length ?? 0); at++) {
        const name = rule.style.item(at);
        const text = rule.style.getPropertyValue(name);
        out.push(`  ${name}: ${value(name, text)} ${rule.style.getPropertyPriority(name)}`);
    }
    // Shorthands too; with `var()` their longhands have no text.
    const text = rule.style ? rule.style.cssText : rule.cssRules ? "" : rule.cssText;
    out.push(substituted.test(text) ? loose(text) : text);
    for (const inner of rule.cssRules ?? []) lines(inner, depth + 1, out);
}

function parse(text) {
    const style = document.createElement("style");
    style.textContent = text;
    document.head.append(style);
    const out = [];
    for (const rule of style.sheet.cssRules) lines(rule, 0, out);
    style.remove();
    return out;
}

output = { lines: 0, differences: [] };
for (const [name, before, after] of input) {
    const [old, now] = [parse(before), parse(after)];
    output.lines += old.length;
    const length = Math.max(old.length, now.length);
    for (let at = 0; at < length; at++) {
        if (old[at] !== now[at]) {
            output.differences.push([name, old[at] ?? "nothing", now[at] ?? "nothing"]);
            break;
        }
    }
}
