// Keeps the pages fresh. Everything works without it: forms are forms, links are links.
"use strict";

const live = document.querySelector("[data-live]");
let version = live ? `"${live.dataset.live}"` : "";

function atEnd(box) {
  return box.scrollHeight - box.scrollTop - box.clientHeight < 80;
}

async function refresh() {
  const here = new URL(location.href);
  here.searchParams.set("part", "1");
  const answer = await fetch(here, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const follow = atEnd(live);
  const open = [...live.querySelectorAll("details[open][id]")].map((one) => one.id);
  const focused = live.contains(document.activeElement) ? document.activeElement : null;
  const index = focused ? [...live.querySelectorAll("button, a, summary")].indexOf(focused) : -1;
  live.innerHTML = await answer.text();
  version = answer.headers.get("ETag") || version;
  open.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
  if (index >= 0) live.querySelectorAll("button, a, summary")[index]?.focus();
  if (follow) live.scrollTop = live.scrollHeight;
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
  setTimeout(poll, 1000);
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
  live.scrollTop = live.scrollHeight;
  await refresh();
});

document.addEventListener("keydown", (event) => {
  if (event.target.matches?.("textarea") && event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});

if (live) {
  live.scrollTop = live.scrollHeight;
  poll();
}
