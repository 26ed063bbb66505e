// Another implementation as a process: one JSON request a line on standard input, one JSON answer a line on standard
// output, in order. {"id", "op", ...parameters} is answered by {"id", "result"} or {"id", "error"}.
import {addDocuments, canonize} from './node/loader.mjs';
import {derive, issue, present, verify, verifyPresentation} from './node/data_integrity.mjs';
import {sdjwtIssue, sdjwtPresent, sdjwtVerify} from './node/sd_jwt.mjs';
import {createInterface} from 'node:readline';
import {generate} from './node/keys.mjs';
import {Socket} from 'node:net';
import {time} from './node/timing.mjs';

// Whatever a library may try, nothing leaves this process but answers.
Socket.prototype.connect = () => {
  throw new Error('The network is closed.');
};

const operations = {
  generate, issue, verify, present, verifyPresentation, derive, sdjwtIssue, sdjwtPresent, sdjwtVerify, canonize,
  contexts: ({contexts}) => addDocuments({documents: contexts}),
  documents: addDocuments,
  time: request => time(operations, request),
  versions: () => process.versions
};

async function answer(line) {
  let id = null;
  try {
    const {id: number, op, ...request} = JSON.parse(line);
    id = number;
    if(!Object.hasOwn(operations, op)) {
      throw new Error(`There is no operation "${op}".`);
    }
    return {id, result: await operations[op](request)};
  } catch(error) {
    return {id, error: String(error?.message ?? error)};
  }
}

for await (const line of createInterface({input: process.stdin, crlfDelay: Infinity})) {
  process.stdout.write(`${JSON.stringify(await answer(line))}\n`);
}
