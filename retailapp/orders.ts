import type { Branch } from './branches.ts';
import { catalogue } from './catalogue.ts';
import { people, stream, zipf, type Seed } from './chance.ts';
import { journeys, type Journey } from './journey.ts';
import { moments } from './rhythm.ts';

/** A new order, with its journey. */
export interface Order {
  readonly branch: string;
  readonly customer: string;
  readonly category: string;
  readonly product: string;
  readonly quantity: number;
  /** EUR for one piece, two decimals, as text so that no digit is lost. */
  readonly unitPrice: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly journey: Journey;
}

const customers = 20_000;
const mostPieces = 24;

/** Parameters of past orders. */
export interface Past {
  readonly seed: Seed;
  readonly branches: readonly Branch[];
  /** Number of orders. */
  readonly orders: number;
  /** Milliseconds since 1970; every order is older. */
  readonly end: number;
  /** Largest age of an order, in days. */
  readonly days: number;
}

/** Past orders, the oldest first. The same `past` gives the same orders. */
export function* pastOrders({ seed, branches, orders, end, days }: Past): Generator<Order> {
  const draw = drawer(seed, branches);
  for (const createdAt of moments(stream(seed, 'past'), orders, end, days)) yield draw(createdAt);
}

/** Parameters of future orders. */
export interface Coming {
  readonly seed: Seed;
  readonly branches: readonly Branch[];
  /** Milliseconds since 1970; every order is newer. */
  readonly start: number;
  /** Orders per second of the company's time, on average. */
  readonly rate: number;
}

/** An endless stream of future orders, which arrive at random and independently. */
export function* comingOrders({ seed, branches, start, rate }: Coming): Generator<Order, never> {
  const draw = drawer(seed, branches);
  const gap = stream(seed, 'coming').exponential(rate / 1000);
  let time = start;
  for (;;) {
    time += gap();
    yield draw(Math.ceil(time));
  }
}

function drawer(seed: Seed, branches: readonly Branch[]): (createdAt: number) => Order {
  const random = stream(seed, 'orders');
  const branch = zipf(random, branches, 0.85);
  const product = zipf(random, catalogue, 0.6);
  const names = people(seed, customers);
  const journey = journeys(stream(seed, 'journeys'));

  return (createdAt) => {
    const { city, medianHours } = branch();
    const { name, category, cents, another } = product();
    const reduced = random.next() < 0.12;
    return {
      branch: city,
      customer: names[random.int(0, names.length - 1)] ?? '',
      category,
      product: name,
      quantity: pieces(random.next(), another),
      unitPrice: (Math.round(reduced ? cents * 0.9 : cents) / 100).toFixed(2),
      createdAt,
      journey: journey({ city, medianHours }),
    };
  };
}

function pieces(chance: number, another: number): number {
  return Math.min(mostPieces, 1 + Math.floor(Math.log(1 - chance) / Math.log(another)));
}
