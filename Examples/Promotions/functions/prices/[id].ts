import { bestPromotion, priceAfter, type Item } from "../_promotions";

export default {
  /** `GET /prices/7?category=lighting&price=1290` */
  fetch(request: Request): Response {
    const { pathname, searchParams } = new URL(request.url);
    const item: Item = {
      id: Number(pathname.split("/").pop()),
      category: searchParams.get("category") ?? "",
      price: Number(searchParams.get("price") ?? NaN),
    };
    if (!Number.isInteger(item.id) || !Number.isInteger(item.price) || item.price < 0) {
      return Response.json({ detail: "an id and a price in cents are needed" }, { status: 400 });
    }
    const promotion = bestPromotion(item);
    return Response.json({ price: priceAfter(item, promotion), promotion });
  },
};
