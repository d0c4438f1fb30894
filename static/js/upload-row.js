// One file in the list of what goes up: its name, how far it is, and a button that takes it out again.
export function drawUpload(list, file) {
  const item = document.createElement("li");
  item.className = "tandem-uploads__file";
  const name = document.createElement("strong");
  name.textContent = file.name;
  const remove = document.createElement("button");
  remove.type = "button";
  remove.className = "tandem-link-button";
  remove.append("Remove");
  const hidden = document.createElement("span");
  hidden.className = "govuk-visually-hidden";
  hidden.textContent = ` ${file.name}`;
  remove.append(hidden);
  const bar = document.createElement("progress");
  bar.className = "tandem-uploads__bar";
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", `Upload of ${file.name}`);
  const said = document.createElement("p");
  said.className = "tandem-uploads__said";
  said.textContent = "Waiting";
  item.append(name, remove, bar, said);
  list.querySelector("ul").append(item);
  return { item, remove, bar, said };
}

// The page stays until the reader presses again: what was refused stands on no other page.
export function tellRefused(list, files) {
  for (const row of files.filter((row) => row.refused)) row.told = true;
  const attached = files.filter((row) => row.attached).length;
  const heading = list.querySelector("h2");
  heading.textContent = `${attached} of ${files.length} attached. What was refused is not on the file, and says why.`;
  if (attached) heading.textContent += " Press Attach again to go on without it.";
  heading.tabIndex = -1;
  heading.focus();
}
