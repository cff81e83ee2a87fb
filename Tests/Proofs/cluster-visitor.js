'use strict'
// cluster-visitor.js URL: handles sessions like express-session and connect-redis with node-redis's cluster client.
//
// Reads the key of a session from each line of its input, counts a view in that session, and prints the views. It
// reads and writes the whole stored JSON: GET, then SET … EX with the seconds until the cookie expires.
const { createCluster } = require('@redis/client')
const { createInterface } = require('readline')

async function visit(cluster, key) {
  const json = await cluster.get(key)
  if (json === null) return 'no session'
  const session = JSON.parse(json)
  session.views = (session.views || 0) + 1
  session.cookie.expires = new Date(Date.now() + session.cookie.originalMaxAge)
  const seconds = Math.ceil((session.cookie.expires - Date.now()) / 1000)
  await cluster.set(key, JSON.stringify(session), { EX: seconds })
  return session.views
}

async function main() {
  const nodes = process.argv[2].replace('redis+cluster://', '').split(',')
  const cluster = createCluster({ rootNodes: nodes.map(node => ({ url: `redis://${node}` })) })
  cluster.on('error', error => console.error(error))
  await cluster.connect()
  console.log('ready')
  for await (const key of createInterface({ input: process.stdin })) {
    console.log(await visit(cluster, key).catch(error => `${error}`))
  }
  process.exit()
}

main()
