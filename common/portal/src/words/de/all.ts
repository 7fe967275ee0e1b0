import account from './account.json';
import campaign from './campaign.json';
import dealer from './dealer.json';
import figures from './figures.json';
import home from './home.json';
import network from './network.json';
import parts from './parts.json';
import prices from './prices.json';
import records from './records.json';
import shell from './shell.json';
import sync from './sync.json';
import terms from './terms.json';
import trace from './trace.json';
import trade from './trade.json';
import warranty from './warranty.json';
import workshop from './workshop.json';

export default { shell, sync, records, parts, network, workshop, warranty, account, terms, trace,
  home, dealer, trade, prices, figures, campaign };
