// Reads messages from standard input, as a JSON list, and writes of each what
// discord-markdown-parser shows as quotations, line by line, and what acts in them.
const { parse } = require("discord-markdown-parser");

const PLAIN = new Set(["text", "strong", "br", "blockQuote", "twemoji"]);

function shown(nodes, lines, acting) {
  for (const { type, name, content = name } of [nodes].flat()) {
    if (!PLAIN.has(type)) acting.push(type);
    if (type === "br") lines.push("");
    else if (typeof content === "string") lines[lines.length - 1] += content;
    else if (content) shown(content, lines, acting);
  }
  return { lines, acting };
}

function quotations(message) {
  const quotes = parse(message, "normal").filter((n) => n.type === "blockQuote");
  const said = quotes.map((node) => shown(node, [""], []));
  return {
    quoted: said.flatMap(({ lines }) => lines.filter((line) => line.trim())),
    acting: said.flatMap(({ acting }) => acting),
  };
}

const messages = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(messages.map(quotations)));
