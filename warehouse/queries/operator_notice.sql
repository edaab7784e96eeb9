-- Notice: the notice of one delivery ($delivery).
SELECT notice.id, notice.title, notice.body
FROM notice
JOIN delivery_item ON delivery_item.item = notice.id
WHERE delivery_item.delivery = $delivery
