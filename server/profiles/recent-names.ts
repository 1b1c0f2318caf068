/** The newest so many names of a process. Forgetting one costs a write that was made before. */
export class RecentNames {
  private readonly names = new Set<string>();

  constructor(private readonly most = 10_000) {}

  /** False: it was among them. */
  add(name: string): boolean {
    if (this.names.has(name)) return false;
    this.names.add(name);
    if (this.names.size > this.most) this.names.delete(this.names.values().next().value as string);
    return true;
  }
}
