/**
 * Fills the placeholders of a template, written as `@NAME@`.
 * @throws Error with the template and the placeholder that has no value
 */
export function render(template: string, name: string, values: Record<string, string>): string {
  return template.replace(/@([A-Z][A-Z0-9_]*)@/g, (_, placeholder: string) => {
    const value = values[placeholder];
    if (value === undefined) {
      throw new Error(`${name} has the placeholder @${placeholder}@, which the cluster can't fill`);
    }
    return value;
  });
}
