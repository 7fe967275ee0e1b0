import network from './network.json';
import parts from './parts.json';
import records from './records.json';
import shell from './shell.json';
import sync from './sync.json';
import terms from './terms.json';

export default { shell, sync, records, parts, network, terms };
