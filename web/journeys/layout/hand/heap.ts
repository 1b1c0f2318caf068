/** A binary heap of numbers, the one with the least estimate first. */
export class Heap {
  private readonly items: number[] = [];
  private readonly estimates: number[] = [];

  push(item: number, estimate: number): void {
    const { items, estimates } = this;
    let at = items.length;
    for (; at > 0; ) {
      const parent = (at - 1) >> 1;
      if ((estimates[parent] as number) <= estimate) break;
      this.put(at, items[parent] as number, estimates[parent] as number);
      at = parent;
    }
    this.put(at, item, estimate);
  }

  pop(): number | undefined {
    const { items, estimates } = this;
    const first = items[0];
    const [item, estimate] = [items.pop(), estimates.pop()];
    if (items.length > 0) this.sink(item as number, estimate as number);
    return first;
  }

  private sink(item: number, estimate: number): void {
    const { items, estimates } = this;
    let at = 0;
    for (let child = 1; child < items.length; child = at * 2 + 1) {
      if (child + 1 < items.length && (estimates[child + 1] as number) < (estimates[child] as number)) child += 1;
      if ((estimates[child] as number) >= estimate) break;
      this.put(at, items[child] as number, estimates[child] as number);
      at = child;
    }
    this.put(at, item, estimate);
  }

  private put(at: number, item: number, estimate: number): void {
    this.items[at] = item;
    this.estimates[at] = estimate;
  }
}
