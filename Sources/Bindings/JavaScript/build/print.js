// Tokens as a text.

export function printed(list) {
  let text = "";
  list.forEach((item, index) => {
    const { value, isGlued } = item;
    const behind = list[index + 1]?.value;
    // Nothing depends on the last semicolon of a block, nor on the last comma of a list.
    if (value === ";" && behind === "}") return;
    if (value === "," && /^[)\]}]$/.test(behind)) return;
    const last = text.at(-1) ?? "";
    const wouldJoin = /[\w$]/.test(last) && /^[\w$#]/.test(value);
    if (!isGlued && (wouldJoin || (/^[+-]/.test(value) && last === value[0]))) text += " ";
    text += value;
  });
  return text;
}
