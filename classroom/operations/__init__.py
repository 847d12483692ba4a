"""Running the product: embedded servers, the supervisor behind `manage.py run`, addresses of servers."""
