/**
 * The page of LeakGuard in a real browser. Apart from the sample itself, which would
 * otherwise find the application that only pretends to leak.
 */
package com.acme.page;
