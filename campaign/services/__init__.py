"""What Pregonero does, told in ports: check, plan, load, publish, converse."""
