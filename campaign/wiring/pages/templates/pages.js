"use strict";
/* Filters the timeline by channel and state. Without it the page shows everything. */
for (const tools of document.querySelectorAll(".tools")) {
  if (!tools.querySelector("select")) continue;
  tools.hidden = false;
  const section = tools.closest("section");
  const output = tools.querySelector("output");
  const show = () => {
    const wanted = new FormData(tools);
    const fits = (post) =>
      ["channel", "state"].every((name) => {
        const value = wanted.get(name);
        return !value || (post.dataset[name] || "").split(" ").includes(value);
      });
    let count = 0;
    for (const post of section.querySelectorAll(".post")) {
      post.hidden = !fits(post);
      count += !post.hidden;
    }
    for (const level of [".cell", ".moment", ".day"]) {
      for (const room of section.querySelectorAll(level)) {
        room.hidden = !room.querySelector(".post:not([hidden])");
      }
    }
    section.classList.toggle("narrowed", Boolean(wanted.get("channel")));
    for (const link of section.querySelectorAll(".days a")) {
      const day = document.getElementById(link.hash.slice(1));
      link.parentElement.hidden = Boolean(day && day.parentElement.hidden);
    }
    const told = count === 1 ? output.dataset.one : output.dataset.other;
    output.textContent = told.replace("#", count);
  };
  tools.addEventListener("change", show);
  tools.addEventListener("submit", (event) => event.preventDefault());
  show();
}
/* A link to something folded away opens it; a link to a filtered post shows it. */
const reveal = () => {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let room = target; room; room = room.parentElement) {
    if (room.tagName === "DETAILS") room.open = true;
    room.hidden = false;
  }
  target.scrollIntoView();
};
addEventListener("hashchange", reveal);
reveal();
/* On paper everything is unfolded. */
let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details:not([open])")];
  for (const one of folded) one.open = true;
});
addEventListener("afterprint", () => {
  for (const one of folded) one.open = false;
});
