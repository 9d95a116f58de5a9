/**
 * The version of everything in this folder. An agent and a hub that differ in it do not talk; both say so in words.
 * A test holds the schemas' fingerprint beside this number: changing one without the other fails.
 */
export const PROTOCOL_VERSION = 1
