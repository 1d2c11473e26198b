/**
 * The suites that share one real cluster, in this order: the conformance suite kills masters and workers while the lake is empty,
 * and the first load of the retail suite needs that empty lake.
 */
import './cluster/conformance.ts';
import './cluster/retail.ts';
import './cluster/recovery.ts';
import './cluster/failure.ts';
