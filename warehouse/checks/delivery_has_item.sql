-- Deliveries without items, and items without a delivery, alert or notice.
SELECT 'delivery ' || delivery.id AS trouble
FROM main.delivery AS delivery
ANTI JOIN main.delivery_item AS item ON item.delivery = delivery.id
UNION ALL
SELECT 'item ' || item.item
FROM main.delivery_item AS item
WHERE item.delivery NOT IN (SELECT id FROM main.delivery)
   OR (item.item NOT IN (SELECT id FROM main.alert) AND item.item NOT IN (SELECT id FROM main.notice))
