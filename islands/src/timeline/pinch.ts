/** Two fingers on the canvas: how much further apart they are than at the beginning, and where their middle is. */

interface Finger {
  readonly x: number;
  readonly y: number;
}

export class Pinch {
  private readonly fingers = new Map<number, Finger>();
  private apart = 0;

  /** Whether there are two now. */
  get isOn(): boolean {
    return this.fingers.size === 2;
  }

  down(id: number, x: number, y: number): void {
    this.fingers.set(id, { x, y });
    if (this.isOn) this.apart = this.distance();
  }

  up(id: number): void {
    this.fingers.delete(id);
  }

  /** By what the weeks that are seen are multiplied since the beginning, and around which x; null for one finger. */
  move(id: number, x: number, y: number): { readonly factor: number; readonly x: number } | null {
    if (!this.fingers.has(id)) return null;
    this.fingers.set(id, { x, y });
    if (!this.isOn) return null;
    const [one, other] = [...this.fingers.values()] as [Finger, Finger];
    return { factor: this.apart / Math.max(this.distance(), 1), x: (one.x + other.x) / 2 };
  }

  private distance(): number {
    const [one, other] = [...this.fingers.values()] as [Finger, Finger];
    return Math.max(Math.abs(one.x - other.x), 1);
  }
}
