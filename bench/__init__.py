"""What the product does on this machine: `make bench`, or `python -m bench --sizes 10000,100000 --seconds 5`."""
