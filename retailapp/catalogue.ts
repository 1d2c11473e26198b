/** A product of the company. */
export interface Product {
  readonly name: string;
  readonly category: string;
  /** Price of one piece, in euro cents. */
  readonly cents: number;
  /** Probability that a customer adds one more piece. */
  readonly another: number;
}

interface Shelf {
  readonly another: number;
  readonly products: Readonly<Record<string, number>>;
}

// Prices in EUR. Products are in the order of their popularity, see `orders.ts`.
const shelves: Readonly<Record<string, Shelf>> = {
  Kitchen: {
    another: 0.25,
    products: {
      'Chef’s knife 20 cm': 39.95,
      'Frying pan 28 cm': 49.9,
      'Electric kettle': 34.99,
      'Coffee machine, fully automatic': 549,
      'Storage jars, set of 6': 24.95,
      'Stand mixer': 329,
      'Cutlery for 6': 79.9,
      'Espresso cups, set of 4': 19.95,
    },
  },
  Garden: {
    another: 0.45,
    products: {
      'Potting soil 40 l': 8.99,
      'Watering can 10 l': 14.95,
      'Tomato seedling': 3.49,
      'Hedge trimmer, cordless': 139,
      'Garden hose 25 m': 42.5,
      'Robotic lawn mower': 1199,
      'Raised bed, larch': 189,
      'Teak bench': 459,
    },
  },
  Tools: {
    another: 0.2,
    products: {
      'Cordless drill 18 V': 129.99,
      'Screws 4 × 40, 200 pieces': 7.95,
      'Spirit level 60 cm': 22.9,
      'Angle grinder': 89,
      'Tool box, 108 pieces': 159,
      'Ladder, 7 rungs': 99.9,
      'Table saw': 649,
      'Work gloves, 3 pairs': 11.95,
    },
  },
  Electronics: {
    another: 0.08,
    products: {
      'USB-C charger 65 W': 36.99,
      'Headphones, noise cancelling': 219,
      'Smart plug, pack of 4': 44.95,
      'Tablet 11 inch': 479,
      'Television 55 inch OLED': 1399,
      'Bluetooth speaker': 79.9,
      'Robot vacuum cleaner': 389,
      'Laptop 14 inch': 1249,
    },
  },
  Home: {
    another: 0.3,
    products: {
      'LED bulb E27, pack of 3': 12.99,
      'Bed linen, cotton satin': 69.95,
      'Floor lamp': 119,
      'Desk chair, ergonomic': 289,
      'Bookcase, oak': 349,
      'Wool rug 170 × 240': 429,
      'Sofa, three seats': 1890,
      'Towels, set of 4': 39.9,
    },
  },
  Sports: {
    another: 0.15,
    products: {
      'Running shoes': 119.95,
      'Yoga mat': 29.9,
      'Bicycle helmet': 64.95,
      'Tennis balls, tube of 4': 10.99,
      'Tent, 3 persons': 249,
      'Touring bicycle': 1149,
      'E-bike, 625 Wh': 2799,
      'Drinking bottle 0.75 l': 17.95,
    },
  },
};

const aisles = Object.entries(shelves).map(([category, { another, products }]) =>
  Object.entries(products).map(([name, euros]): Product => ({
    name,
    category,
    cents: Math.round(euros * 100),
    another,
  })),
);

/** All products: the first of every category, then the second of every category, and so on. */
export const catalogue: readonly Product[] = aisles
  .flatMap((aisle) => aisle.map((product, rank) => ({ product, rank })))
  .toSorted((a, b) => a.rank - b.rank)
  .map(({ product }) => product);
