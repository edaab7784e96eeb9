-- Item: the alerts that a channel ($channel) was given, delivered or not.
SELECT DISTINCT delivery_item.item
FROM delivery_channel
JOIN delivery ON delivery.id = delivery_channel.delivery AND delivery.kind <> 'notice'
JOIN delivery_item ON delivery_item.delivery = delivery.id
WHERE delivery_channel.channel = $channel
