export interface Home {
  steps: { eventReceived: boolean; profileOpened: boolean; segmentMade: boolean; journeyLive: boolean; messageSent: boolean };
  /** The last 24 h, the same 24 h a week before, and the last fourteen such days, oldest first. */
  numbers: { key: 'events' | 'newPeople' | 'entries' | 'delivered'; value: number; previous: number; series: number[] }[];
  needsYou: { kind: 'failed-deliveries' | 'unknown-deliveries' | 'dead-letters'; count: number; href: string }[];
  liveJourneys: { key: string; name: string; state: 'live' | 'paused'; active: number; entered: number }[];
}

export interface Source {
  id: string;
  name: string;
  writeKey: string;
  createdAt: string;
  received: number;
  lastEventAt: string | null;
  repeats: number;
  differingRepeats: number;
}

export interface ApiKey {
  id: string;
  name: string;
  hint: string;
  createdAt: string;
  createdBy: string;
  lastUsedAt: string | null;
}
