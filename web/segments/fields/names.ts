/** What a control is called for those who do not see where it stands: "Operator, condition 2 of 3, group 1". `place` is nearer: "property 1 of 2". */
export type NameOf = (control: string, place?: string) => string;

/** Names of controls inside a part of a row. */
export function within(nameOf: NameOf, place: string, join: (places: { near: string; far: string }) => string): NameOf {
  return (control, near) => nameOf(control, near === undefined ? place : join({ near, far: place }));
}
