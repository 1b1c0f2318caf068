import type { Point } from '../layout/shape.js';

export type Places = ReadonlyMap<string, Point>;

const nowhere: Places = new Map();

/**
 * Where dragged steps are at this moment: left upper corners. Outside React and xyflow's store: a frame of a drag concerns the steps dragged and their edges,
 * not the thousand others that would be asked whether they changed.
 */
export class DragPlaces {
  private places = nowhere;
  private readonly listeners = new Set<() => void>();

  readonly get = (): Places => this.places;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  move(places: Places): void {
    this.places = new Map([...this.places, ...places]);
    this.tell();
  }

  clear(): void {
    if (this.places.size === 0) return;
    this.places = nowhere;
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}
