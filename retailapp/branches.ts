/** A branch of the company, and what its customers are used to. */
export interface Branch {
  /** Its city, which is also its name. */
  readonly city: string;
  /** Half of its orders are delivered within so many hours. */
  readonly medianHours: number;
}

// The largest first. Far from the warehouses of the west and the north, orders are long under way.
const cities: readonly (readonly [city: string, medianHours: number])[] = [
  ['Hamburg', 21],
  ['Berlin', 28],
  ['München', 34],
  ['Köln', 19],
  ['Frankfurt am Main', 18],
  ['Stuttgart', 31],
  ['Düsseldorf', 22],
  ['Leipzig', 47],
  ['Hannover', 25],
  ['Nürnberg', 42],
  ['Dresden', 66],
  ['Bremen', 27],
  ['Freiburg im Breisgau', 72],
  ['Münster', 36],
  ['Rostock', 58],
  ['Kiel', 52],
  ['Erfurt', 61],
  ['Saarbrücken', 79],
  ['Passau', 96],
  ['Görlitz', 118],
  ['Dortmund', 24],
  ['Essen', 23],
  ['Mannheim', 29],
  ['Karlsruhe', 38],
  ['Augsburg', 45],
  ['Wiesbaden', 26],
  ['Bielefeld', 41],
  ['Bonn', 30],
  ['Aachen', 49],
  ['Braunschweig', 37],
  ['Chemnitz', 70],
  ['Magdeburg', 55],
  ['Lübeck', 43],
  ['Kassel', 39],
  ['Regensburg', 63],
  ['Würzburg', 50],
  ['Ulm', 57],
  ['Cottbus', 88],
  ['Konstanz', 102],
  ['Flensburg', 84],
];

const all: readonly Branch[] = cities.map(([city, medianHours]) => ({ city, medianHours }));

/** How many branches the company has at most. */
export const mostBranches = all.length;

/**
 * The company's `count` largest branches, the largest first.
 * @throws RangeError when it has not so many.
 */
export function largestBranches(count: number): readonly Branch[] {
  if (!Number.isInteger(count) || count < 1 || count > mostBranches) {
    throw new RangeError(`branches: ${count} is none of 1 to ${mostBranches}; choose one of them`);
  }
  return all.slice(0, count);
}

/** The branch of that name, or an ordinary one where an order names a city that the company does not know. */
export function branchOf(city: string): Branch {
  return all.find((branch) => branch.city === city) ?? { city, medianHours: 48 };
}
