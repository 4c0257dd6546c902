// Draws the cards of a job with one of the peers: `node peer.mjs takumi job.json`.
// For every line that it reads (the number of a card) it draws that card and answers with the
// milliseconds that this took and the bytes that came of it; `save N FILE` keeps the picture.
// A card is the same ground, as a picture that was drawn before, and the same texts in the same
// places and sizes: a peer breaks its lines, and need not search for sizes. It draws no discs, rules
// and marks. Fonts and grounds are read before.
import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";

const [peer, file] = process.argv.slice(2);
const job = JSON.parse(readFileSync(file, "utf8"));
const fonts = job.fonts.map(({ name, path }) => ({ name, data: readFileSync(path), weight: 400 }));
const [width, height] = job.size;

const placed = (line) => ({
  position: "absolute",
  left: line.left,
  top: line.top,
  fontFamily: line.family,
  fontSize: line.size,
  width: line.width,
  lineHeight: `${line.lead}px`,
  color: line.colour,
});

async function takumi() {
  const { Renderer } = await import("@takumi-rs/core");
  const renderer = new Renderer();
  for (const font of fonts) await renderer.registerFont(font);
  const images = job.cards.map(({ ground }) => ({ src: ground, data: readFileSync(ground) }));
  const options = { width, height, format: job.format, quality: job.quality };
  const filling = { position: "absolute", left: 0, top: 0, width, height };
  const trees = job.cards.map((card) => ({
    type: "container",
    style: { width, height, position: "relative" },
    children: [
      { type: "image", src: card.ground, style: filling },
      ...card.lines.map((line) => ({ type: "text", text: line.text, style: placed(line) })),
    ],
  }));
  return (number) => renderer.render(trees[number], { ...options, images: [images[number]] });
}

async function satori() {
  const { default: draw } = await import("satori");
  const { Resvg } = await import("@resvg/resvg-js");
  const element = (type, style, children, more = {}) => ({
    type,
    props: { style, children, ...more },
  });
  const trees = job.cards.map((card) => {
    const src = `data:image/jpeg;base64,${readFileSync(card.jpeg).toString("base64")}`;
    const filling = { position: "absolute", left: 0, top: 0 };
    return element("div", { width, height, display: "flex", position: "relative" }, [
      element("img", filling, undefined, { src, width, height }),
      ...card.lines.map((line) => element("div", placed(line), line.text)),
    ]);
  });
  const settings = { font: { loadSystemFonts: false } };
  return async (number) => {
    const svg = await draw(trees[number], { width, height, fonts });
    return new Resvg(svg, settings).render().asPng();
  };
}

const draw = await { takumi, satori }[peer]();
process.stdout.write("ready\n");
for await (const line of createInterface({ input: process.stdin })) {
  const [order, number, target] = line.split("\t");
  const begin = performance.now();
  const content = await draw(Number(number));
  const milliseconds = performance.now() - begin;
  if (order === "save") writeFileSync(target, content);
  process.stdout.write(`${JSON.stringify({ milliseconds, bytes: content.length })}\n`);
}
