"""The commands of `peersim`, one file a topic; each is one public function away from the library."""
