import { type LayoutRequest, layOutJourney } from './lay-out-journey.js';

/** Lays out large journeys beside the page, so that it stays quick. One answer for each question, in their order. */
self.onmessage = ({ data }: MessageEvent<LayoutRequest>) => self.postMessage(layOutJourney(data));
