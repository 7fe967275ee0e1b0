// What the daemon tells, as far as the portal reads it. Members may be added at any time.

export type FieldType =
  | 'text' | 'integer' | 'decimal' | 'date' | 'instant' | 'flag' | 'enumeration' | 'ref' | 'key'
  | 'bytes';

export interface Field {
  id: number;
  name: string;
  label: string;
  type: FieldType;
  words?: string[];
  scale?: number;
  target?: string;
  size_max?: number;
  owner: 'hub' | 'dealer' | 'branch' | 'author' | 'flow' | 'nobody';
  merge: 'own' | 'lww' | 'set' | 'ledger' | 'state' | 'max' | 'restrict' | 'life' | 'min';
  required: boolean;
  once: boolean;
  sensitive: boolean;
}

export interface Transition {
  id: number;
  command: string;
  from: string | null;
  to: string;
  side: 'node' | 'hub' | 'either';
}

export interface Entity {
  id: number;
  name: string;
  collection: string;
  stream: 'policy' | 'reference' | 'catalog' | 'price' | 'network' | 'dealer' | 'hub';
  purpose: string;
  key: string[];
  fields: Field[];
  flow: Transition[];
  sorts: string[];
  scope: string | null;
  edition: string | null;
  left: string | null;
  number: string | null;
}

export interface Declarations {
  version: number;
  entities: Entity[];
}

export type Value = string | number | boolean | string[] | null;

export type SyncState = 'local' | 'sent' | 'received' | 'accepted' | 'rejected';

export interface Reason {
  code: string;
  text: string;
  remedy: string;
}

export interface Row {
  id: string;
  collection: string;
  stream: string;
  version: string;
  life: string;
  data: Record<string, Value>;
  sync: { state: SyncState; conflicts: number; reason: Reason | null };
}

export interface Page {
  items: Row[];
  next: string | null;
}

export interface StreamStatus {
  stream: string;
  waiting: number;
  own_unsent: number;
  own_unsettled: number;
  rejected: number;
  conflicts: number;
}

export interface PeerStatus {
  name: string;
  state: string;
  since: string | null;
  software: string;
  behind: number;
}

export interface Status {
  software: string;
  role: 'node' | 'hub';
  organisation: string;
  branch?: string;
  dealer?: string;
  time: string;
  streams: StreamStatus[];
  peers: PeerStatus[];
  line?: 'up' | 'down' | 'connecting' | 'paused' | 'starting';
  line_error?: string;
  line_since?: string | null;
}

export interface Conflict {
  entity: string;
  collection: string;
  id: string;
  stream?: string;
  field: string | null;
  merge: string;
  version: string;
  resolve: string | null;
  sides: {
    take: number; value: Value; branch: string; at: string; seq: number; wins: boolean;
  }[];
}

export interface Rejection {
  stream: string;
  log: string;
  seq: number;
  branch: string;
  at: string;
  reason: Reason | null;
  rows: { entity: string; collection: string; id: string }[];
  values: { field: string; value: Value }[];
}

export interface Why {
  field: string;
  value: Value;
  rule: string;
  writes: {
    value: Value; branch: string; seq: number; at: string; standing: string; wins: boolean;
    reason: Reason | null;
  }[];
}

/** One entry in which a record was written. */
export interface Hop {
  at: string;
  /** Of the author; "hub" is the importer. */
  branch: string;
  actor: string | null;
  signer: string;
  log: string;
  seq: number;
  hash: string;
  command: string;
  fields: string[];
  standing: string;
  /** When the importer answered, and how long that took. */
  decided_at: string | null;
  waited_ms: number | null;
  reason: Reason | null;
}

export interface Trace {
  hops: Hop[];
}

export interface FleetNode {
  serial: number;
  branch: string;
  dealer: string;
  issued: string;
  standing: 'enrolled' | 'revoked';
  link: 'up' | 'down';
  behind: number | null;
  software?: string;
  heard?: string | null;
  conflicts?: number | null;
  rejected?: number | null;
}
