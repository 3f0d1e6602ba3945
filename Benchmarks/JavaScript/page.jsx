// A page of a shop by React, rendered to a string; what answers with it is what is measured.
import { createElement } from "react";
import { renderToString } from "react-dom/server.browser";

const items = Array.from({ length: 100 }, (_, index) => ({
  id: index + 1, name: `Lamp <${index + 1}>`, price: 990 + index * 10, stock: index % 7,
}));

const Stock = ({ count }) => (count === 0 ? <em className="none">sold out</em> : <b>{count} left</b>);

const Item = ({ id, name, price, stock }) => (
  <li className="item">
    <a href={`/items/${id}`}>{name}</a> <span className="price">{(price / 100).toFixed(2)} €</span> <Stock count={stock} />
  </li>
);

const Page = ({ title }) => (
  <html lang="en">
    <head><meta charSet="utf-8" /><title>{title}</title></head>
    <body>
      <h1>{title}</h1>
      <ul>{items.map((item) => <Item key={item.id} {...item} />)}</ul>
    </body>
  </html>
);

export const page = (title) => "<!doctype html>" + renderToString(<Page title={title} />);
