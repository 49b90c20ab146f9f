// Every statement of the top level as part of one declaration.

import { printed } from "./print.js";
import { endOfStatement, mark, partners } from "./tokens.js";

// The name that each statement of the top level declares.
export function declarations(parts) {
  const declared = new Set(["undefined"]);
  for (const part of parts) {
    const name = part.find(({ isName, value }) => isName && !/^(let|class|function|async)$/.test(value));
    const isDeclaration = /^(let|class|function|async)$/.test(part[0].value);
    if (!isDeclaration || part[1].value === "{") throw new Error(`no declaration: ${printed(part)}`);
    if (declared.has(name.value)) throw new Error(`two modules declare ${name.value}`);
    declared.add(name.value);
  }
  return declared;
}

// Everything as one declaration: `name = class Name ...` too, for a class says its own name.
export function asDeclaration(part, exported) {
  if (part[0].value === "let") return part.slice(1, -1);
  if (part[0].value !== "class") return asArrow(part);
  const [head, name, ...rest] = part;
  const ownName = exported.includes(name.value) ? [{ value: name.value, isName: true }] : [];
  return [name, mark("="), head, ...ownName, ...rest];
}

// `function f(a) { return b; }` becomes `f = (a) => b`. None of them has a `this` of its own.
function asArrow(part) {
  const isAsync = part[0].value === "async";
  const [, name, ...rest] = isAsync ? part.slice(1) : part;
  const end = partners(rest).get(0);
  const [parameters, body] = [rest.slice(0, end + 1), rest.slice(end + 1)];
  const head = [name, mark("="), ...(isAsync ? [part[0]] : []), ...parameters, mark("=>")];
  const isLone = body[1].value === "return" && endOfStatement(body, 1) === body.length - 2;
  if (!isLone) return [...head, ...body];
  const value = body.slice(2, -2);
  return [...head, ...(value[0].value === "{" ? [mark("("), ...value, mark(")")] : value)];
}
