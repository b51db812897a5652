-- All orders that are paid.
select id, total
from orders
where paid;
