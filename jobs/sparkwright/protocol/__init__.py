"""Files on HDFS that a driver and the orchestrator share, and the WebHDFS client for them."""
