export interface Item {
  id: number;
  category: string;
  /** In cents. */
  price: number;
}

export interface Promotion {
  name: string;
  /** Off the price. */
  percent: number;
}

export interface Rule extends Promotion {
  appliesTo(item: Item): boolean;
}

/** What is on while the festival lasts; the best of those that apply counts. */
export const rules: Rule[] = [
  { name: "Lights on", percent: 20, appliesTo: (item) => item.category === "lighting" },
  { name: "Kitchen party", percent: 10, appliesTo: (item) => item.category === "kitchen" },
  { name: "Every hundredth", percent: 50, appliesTo: (item) => item.id % 100 === 0 },
];

export function bestPromotion(item: Item): Promotion | undefined {
  const [best] = rules.filter((rule) => rule.appliesTo(item)).sort((left, right) => right.percent - left.percent);
  return best && { name: best.name, percent: best.percent };
}

/** The price to pay in cents, rounded in favour of who pays. */
export function priceAfter(item: Item, promotion: Promotion | undefined): number {
  return promotion ? Math.floor((item.price * (100 - promotion.percent)) / 100) : item.price;
}
