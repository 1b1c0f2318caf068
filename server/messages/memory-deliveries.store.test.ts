import { deliveriesContract } from './deliveries.contract.js';
import { MemoryDeliveriesStore } from './memory-deliveries.store.js';

const store = new MemoryDeliveriesStore();
deliveriesContract('memory', () => store);
