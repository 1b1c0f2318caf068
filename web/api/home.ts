export interface Home {
  steps: { eventReceived: boolean; profileOpened: boolean; segmentMade: boolean; journeyLive: boolean; messageSent: boolean };
  numbers: { key: string; value: number; previous: number; series: number[] }[];
  needsYou: { kind: string; count: number; href?: string }[];
  liveJourneys: { key: string; name: string; active?: number; entered?: number; state?: string }[];
}

export interface Source {
  key?: string;
  id?: string;
  name: string;
  writeKey: string;
}
