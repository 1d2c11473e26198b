/** A branch of the company. */
export interface Branch {
  /** Its city, which is also its name. */
  readonly city: string;
  /** Median of its delivery times, in hours. */
  readonly medianHours: number;
}

// The largest first. Deliveries take longer far from the warehouses in the west and the north.
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

/** The number of branches that the company has. */
export const mostBranches = all.length;

/**
 * The company's `count` largest branches, the largest first.
 * @throws RangeError if it has fewer.
 */
export function largestBranches(count: number): readonly Branch[] {
  if (!Number.isInteger(count) || count < 1 || count > mostBranches) {
    throw new RangeError(`branches: ${count} is not from 1 to ${mostBranches}`);
  }
  return all.slice(0, count);
}

/** The branch of this name, or an ordinary one if the city is unknown. */
export function branchOf(city: string): Branch {
  return all.find((branch) => branch.city === city) ?? { city, medianHours: 48 };
}
