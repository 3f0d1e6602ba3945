// A page of a shop, made of template literals; what answers with it is what is measured.
const items = Array.from({ length: 100 }, (_, index) => ({
  id: index + 1, name: `Lamp <${index + 1}>`, price: 990 + index * 10, stock: index % 7,
}));

const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escape = (text) => String(text).replace(/[&<>"']/g, (character) => escapes[character]);

const row = ({ id, name, price, stock }) => `
  <li class="item"><a href="/items/${id}">${escape(name)}</a>
    <span class="price">${(price / 100).toFixed(2)} €</span>
    ${stock === 0 ? '<em class="none">sold out</em>' : `<b>${stock} left</b>`}
  </li>`;

export function page(title) {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escape(title)}</title></head>
<body><h1>${escape(title)}</h1><ul>${items.map(row).join("")}
</ul></body></html>
`;
}
