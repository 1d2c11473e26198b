/** `1,234,567`. The language is fixed, because the store keeps such texts and other machines print them. */
export function numberWord(number: number): string {
  return number.toLocaleString('en');
}
