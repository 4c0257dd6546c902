// Keeps the pages fresh. Everything works without it: forms are forms, links are links.
"use strict";

const live = document.querySelector("[data-live]");
const EAGER = 150; // ms between two looks while an answer is expected
const CALM = 1000;
const PATIENT = 4000; // ms
let version = live ? `"${live.dataset.live}"` : "";
let expecting = 0;
let timer = 0;
let placed = 0;

function follows(box) {
  return box.scrollTop === placed || box.scrollHeight - box.scrollTop - box.clientHeight < 80;
}

// Shows what is new from its beginning: somebody who reads a long answer starts at its top.
function showNew(last) {
  const all = [...live.querySelectorAll(".message")];
  const first = all.find((one) => Number(one.id.slice(2)) > last && one.matches(".theirs"));
  const end = live.scrollHeight - live.clientHeight;
  const top = first ? first.offsetTop - 12 : end;
  live.scrollTop = Math.min(top, end);
  placed = live.scrollTop;
}

function lastMessage() {
  return Number([...live.querySelectorAll(".message")].at(-1)?.id.slice(2) ?? 0);
}

async function refresh() {
  const here = new URL(location.href);
  here.searchParams.set("part", "1");
  const answer = await fetch(here, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = await answer.text();
  // A button that is replaced under a finger is not pressed: the next round shows what is new.
  if (live.querySelector(":active")) return;
  const follow = follows(live);
  const last = lastMessage();
  const open = [...live.querySelectorAll("details[open][id]")].map((one) => one.id);
  const focused = live.contains(document.activeElement) ? document.activeElement : null;
  const index = focused ? [...live.querySelectorAll("button, a, summary")].indexOf(focused) : -1;
  live.innerHTML = fresh;
  version = answer.headers.get("ETag") || version;
  open.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
  if (index >= 0) live.querySelectorAll("button, a, summary")[index]?.focus();
  if (follow) showNew(last);
}

function lookAgain() {
  clearTimeout(timer);
  timer = setTimeout(poll, performance.now() < expecting ? EAGER : CALM);
}

async function poll() {
  try {
    if (!document.hidden) {
      const state = await fetch("/api/state", { headers: { "If-None-Match": version } });
      if (state.status === 200) await refresh();
    }
  } catch {
    // The sandbox is away for a moment: the next round finds it again.
  }
  lookAgain();
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!live || !("quiet" in form.dataset)) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form));
  const field = form.querySelector("textarea");
  const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
  if (answer.status >= 400) {
    form.submit();
    return;
  }
  if (field) {
    field.value = "";
    field.focus();
  }
  const url = new URL(location.href);
  if (url.searchParams.delete("start") || url.search !== location.search) {
    history.replaceState(null, "", url);
  }
  live.scrollTop = placed = live.scrollHeight;
  expecting = performance.now() + PATIENT;
  await refresh();
  lookAgain();
});

document.addEventListener("keydown", (event) => {
  if (event.target.matches?.("textarea") && event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});

document.querySelector(".people [aria-current]")?.scrollIntoView({ block: "nearest" });

if (live) {
  showNew(Infinity);
  poll();
}
