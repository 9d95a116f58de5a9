/** What the admin’s page and the hub agree on beside the contract; without schemas, so that the page loads fast. */

/**
 * A page sends this header (with any value) with everything that is no GET. Another site cannot make a browser send it
 * unasked, so with it a session's cookie counts.
 */
export const PAGE_HEADER = 'X-Chroniton-Request'

/** In the address after `#`: the token of a password link, as `key` is the admin key. */
export const PASSWORD_LINK_PARAMETER = 'password-token'

/** In the address after `#`, when a sign-in at the OpenID Connect provider did not lead to one here: an error's code. */
export const SIGN_IN_PROBLEM_PARAMETER = 'sign-in-problem'
