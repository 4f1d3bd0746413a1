// What does a phone add to the form of a report? Photos go at once, counters have buttons, and what
// was typed without a connection is kept until there is one. Without scripts the form works as well.
"use strict";

const form = document.getElementById("report");
const draft = form && `report:${form.getAttribute("action")}`;
const THUMB = 144;

const changed = (field) => field.dispatchEvent(new Event("input", { bubbles: true }));

// Counters: the buttons beside a number; a count above none means that it is not as agreed.
const showSteps = () => {
  for (const button of document.querySelectorAll(".step[hidden]")) button.hidden = false;
};

const step = (button) => {
  const field = button.parentElement.querySelector("input");
  const value = Math.max(0, (parseInt(field.value, 10) || 0) + Number(button.dataset.step));
  field.value = value || "";
  const broken = button.closest(".check-item").querySelector("input[value=broken]");
  if (value && broken) broken.checked = true;
  changed(field);
};

const clear = (answer) => {
  if (answer.value === "broken") return;
  for (const field of answer.closest(".check-item").querySelectorAll(".bad-counters input")) {
    field.value = "";
  }
  answer.closest(".check-item").classList.remove("has-bad");
};

// Photos: shown from the file itself, kept by the server at once. What fails stays in its field
// and goes with the form.
const thumb = async (file) => {
  const item = document.createElement("li");
  item.textContent = "…";
  try {
    const drawn = await createImageBitmap(file);
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = THUMB;
    const side = Math.min(drawn.width, drawn.height);
    const [left, top] = [(drawn.width - side) / 2, (drawn.height - side) / 2];
    canvas.getContext("2d").drawImage(drawn, left, top, side, side, 0, 0, THUMB, THUMB);
    const picture = new Image(THUMB / 2, THUMB / 2);
    picture.src = canvas.toDataURL("image/jpeg", 0.8);
    picture.alt = file.name;
    item.replaceChildren(picture);
  } catch {
    item.textContent = file.name; // a kind that this browser does not draw
  }
  return item;
};

const send = async (file) => {
  const body = new FormData();
  body.append("file", file);
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const headers = { Accept: "application/json" };
  const answer = await fetch(form.dataset.upload, { method: "POST", body, headers });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.detail);
  return told.sha256;
};

const shoot = async (input) => {
  const box = input.closest(".shots");
  const [list, note] = [box.querySelector("ul"), box.querySelector(".shots-note")];
  const left = new DataTransfer();
  note.textContent = "";
  for (const file of [...input.files]) {
    const item = await thumb(file);
    list.append(item);
    item.classList.add("sending");
    try {
      const hash = await send(file);
      const field = form.elements[box.dataset.shots];
      field.value = `${field.value}\n${hash}`.trim();
      changed(field);
    } catch (error) {
      left.items.add(file);
      note.textContent = error instanceof TypeError ? form.dataset.failed : error.message;
      item.remove();
    }
    item.classList.remove("sending");
  }
  input.files = left.files;
};

// A lost connection: what was typed stays on this phone until the server has it.
const typed = () => {
  const said = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && name !== "csrfmiddlewaretoken") said.append(name, value);
  }
  return said.toString();
};

const unsent = (is) => {
  document.getElementById("offline").hidden = !is;
  if (is) localStorage.setItem(draft, typed());
  else localStorage.removeItem(draft);
};

const restore = () => {
  const kept = localStorage.getItem(draft);
  if (!kept) return;
  localStorage.removeItem(draft);
  for (const [name, value] of new URLSearchParams(kept)) {
    const field = form.elements[name];
    if (field) field.value = value;
  }
  form.requestSubmit(document.getElementById("refresh"));
};

if (form) {
  showSteps();
  restore();
  document.addEventListener("htmx:afterSwap", showSteps);
  document.addEventListener("htmx:sendError", () => unsent(true));
  document.addEventListener("htmx:afterOnLoad", () => unsent(false));
  window.addEventListener("online", () => changed(form));
  form.addEventListener("click", (event) => {
    const button = event.target.closest(".step");
    if (button) step(button);
  });
  form.addEventListener("change", (event) => {
    if (event.target.type === "file") shoot(event.target);
    if (event.target.type === "radio") clear(event.target);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.classList.contains("reading-new")) return;
    event.preventDefault();
    event.target.parentElement.querySelector("button").click();
  });
}
