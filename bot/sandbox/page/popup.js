// A menu at a button or at the place of a click; arrow keys, Escape and a click elsewhere work as expected.

import { el } from "/bubbles.js";

let open = null;

export function closePopup() {
  open?.remove();
  open = null;
}

export function popup(anchor, items, event = null) {
  closePopup();
  const back = document.activeElement;
  const menu = el("div", { class: "popup", role: "menu" });
  for (const item of items) {
    menu.append(el("button", { type: "button", role: "menuitem", class: item.danger ? "danger" : "", onclick: () => {
      if (item.ask) { ask(menu, item); return; }
      closePopup();
      item.run();
    } }, item.label, item.hint ? el("small", {}, item.hint) : null));
  }
  menu.addEventListener("keydown", (e) => {
    const buttons = [...menu.querySelectorAll("button")];
    const at = buttons.indexOf(document.activeElement);
    if (e.key === "ArrowDown") buttons[(at + 1) % buttons.length].focus();
    else if (e.key === "ArrowUp") buttons[(at - 1 + buttons.length) % buttons.length].focus();
    else if (e.key === "Escape") { closePopup(); back?.focus?.(); }
    else return;
    e.preventDefault();
  });
  document.body.append(menu);
  open = menu;
  const place = anchor.getBoundingClientRect();
  const x = event?.clientX || place.right - menu.offsetWidth;
  const y = event?.clientY || (place.bottom + menu.offsetHeight + 8 < innerHeight ? place.bottom + 4 : place.top - menu.offsetHeight - 4);
  menu.style.left = `${Math.max(8, Math.min(x, innerWidth - menu.offsetWidth - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(y, innerHeight - menu.offsetHeight - 8))}px`;
  menu.querySelector("button")?.focus({ preventScroll: true });
}

function ask(menu, item) {
  const input = el("input", { placeholder: item.ask, "aria-label": item.ask, maxLength: 128 });
  const form = el("form", { onsubmit: (e) => { e.preventDefault(); closePopup(); item.run(input.value.trim()); } }, input);
  menu.replaceChildren(form);
  input.focus();
}

addEventListener("pointerdown", (event) => { if (open && !open.contains(event.target)) closePopup(); }, true);
addEventListener("resize", closePopup);
