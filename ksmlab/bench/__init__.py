"""How fast the engine scans, beside the real ksmd and beside what the machine's memory allows."""
