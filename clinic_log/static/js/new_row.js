// A row made from its template: __index__ becomes its number in the form, __uid__ its identity.
export function newRow(template, index) {
  const uid = freshUid();
  const holder = document.createElement("template");
  holder.innerHTML = template.innerHTML.replaceAll("__index__", index).replaceAll("__uid__", uid);
  return holder.content.firstElementChild;
}

function freshUid() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
