"""What every room's pages stand on: layout, audiences, refusals as pages, row security."""
